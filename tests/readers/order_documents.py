"""Electronic orders for tests, as buyers' systems write them."""

PEPPOL_ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>
  <cbc:ID>0004893377</cbc:ID>
  <cbc:SalesOrderID>SO-4711</cbc:SalesOrderID>
  <cbc:IssueDate>2026-11-23</cbc:IssueDate>
  <cbc:OrderTypeCode>220</cbc:OrderTypeCode>
  <cbc:Note>Invoice to the central address only.</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cbc:CustomerReference>6610</cbc:CustomerReference>
  <cac:ValidityPeriod><cbc:EndDate>2026-12-01</cbc:EndDate></cac:ValidityPeriod>
  <cac:QuotationDocumentReference><cbc:ID>Q-3170</cbc:ID></cac:QuotationDocumentReference>
  <cac:OriginatorDocumentReference><cbc:ID>AV-22017</cbc:ID></cac:OriginatorDocumentReference>
  <cac:Contract><cbc:ID>RK-2024-0091</cbc:ID></cac:Contract>
  <cac:BuyerCustomerParty><cac:Party>
    <cbc:EndpointID schemeID="0106">24331180</cbc:EndpointID>
    <cac:PartyName><cbc:Name>VdM</cbc:Name></cac:PartyName>
    <cac:PartyLegalEntity>
      <cbc:RegistrationName>Van der Meer Logistics B.V.</cbc:RegistrationName>
    </cac:PartyLegalEntity>
  </cac:Party></cac:BuyerCustomerParty>
  <cac:SellerSupplierParty><cac:Party>
    <cac:PartyName><cbc:Name>Progressive Robot Ltd</cbc:Name></cac:PartyName>
  </cac:Party></cac:SellerSupplierParty>
  <cac:Delivery><cac:RequestedDeliveryPeriod>
    <cbc:StartDate>2026-12-01</cbc:StartDate><cbc:EndDate>2027-03-31</cbc:EndDate>
  </cac:RequestedDeliveryPeriod></cac:Delivery>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">6615.00</cbc:TaxAmount></cac:TaxTotal>
  <cac:AnticipatedMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">32000.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">31500.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">38115.00</cbc:TaxInclusiveAmount>
    <cbc:AllowanceTotalAmount currencyID="EUR">500.00</cbc:AllowanceTotalAmount>
    <cbc:PayableAmount currencyID="EUR">38115.00</cbc:PayableAmount>
  </cac:AnticipatedMonetaryTotal>
  <cac:OrderLine><cac:LineItem>
    <cbc:ID>1</cbc:ID>
    <cbc:LineExtensionAmount currencyID="EUR">32000.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Koppeling transportmanagementsysteem</cbc:Name></cac:Item>
  </cac:LineItem></cac:OrderLine>
</Order>
"""

PEPPOL_CHANGE = """<?xml version="1.0" encoding="UTF-8"?>
<ns0:OrderChange xmlns:ns0="urn:oasis:names:specification:ubl:schema:xsd:OrderChange-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_change:3</cbc:CustomizationID>
  <cbc:ID>OC-2026-0087</cbc:ID>
  <cbc:SequenceNumberID>2</cbc:SequenceNumberID>
  <cbc:IssueDate>2026-11-23</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>NOK</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>00771204</cbc:ID></cac:OrderReference>
  <cac:AnticipatedMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="NOK">180000</cbc:LineExtensionAmount>
    <cbc:ChargeTotalAmount currencyID="NOK">2500.50</cbc:ChargeTotalAmount>
    <cbc:PayableAmount currencyID="NOK">228125.63</cbc:PayableAmount>
  </cac:AnticipatedMonetaryTotal>
  <cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID>
    <cac:Delivery><cac:RequestedDeliveryPeriod>
      <cbc:StartDate>2027-01-01</cbc:StartDate><cbc:EndDate>2027-02-28</cbc:EndDate>
    </cac:RequestedDeliveryPeriod></cac:Delivery>
  </cac:LineItem></cac:OrderLine>
  <cac:OrderLine><cac:LineItem><cbc:ID>2</cbc:ID>
    <cac:Delivery><cac:RequestedDeliveryPeriod>
      <cbc:StartDate>2027-02-01+01:00</cbc:StartDate><cbc:EndDate>2027-06-30Z</cbc:EndDate>
    </cac:RequestedDeliveryPeriod></cac:Delivery>
  </cac:LineItem></cac:OrderLine>
</ns0:OrderChange>
"""

PEPPOL_CANCELLATION = """<?xml version="1.0" encoding="UTF-8"?>
<OrderCancellation xmlns="urn:oasis:names:specification:ubl:schema:xsd:OrderCancellation-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_cancellation:3</cbc:CustomizationID>
  <cbc:ID>CAN-12</cbc:ID>
  <cbc:IssueDate>2026-11-23</cbc:IssueDate>
  <cbc:CancellationNote>Project stopped</cbc:CancellationNote>
  <cac:OrderReference><cbc:ID>0004893377</cbc:ID></cac:OrderReference>
</OrderCancellation>
"""

ORDER_X = """<?xml version='1.0' encoding='UTF-8'?>
<!-- written by a converter -->
<rsm:SCRDMCCBDACIOMessageStructure
    xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:128"
    xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:128">
  <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
    <ram:ID>urn:order-x.eu:1p0:comfort</ram:ID>
  </ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
  <rsm:ExchangedDocument>
    <ram:ID>0045-00718</ram:ID><ram:TypeCode>220</ram:TypeCode>
    <ram:PurposeCode>9</ram:PurposeCode>
    <ram:EffectiveSpecifiedPeriod>
      <ram:StartDateTime>
        <udt:DateTimeString format="102">20261123</udt:DateTimeString>
      </ram:StartDateTime>
      <ram:EndDateTime>
        <udt:DateTimeString format="102">20261130</udt:DateTimeString>
      </ram:EndDateTime>
    </ram:EffectiveSpecifiedPeriod>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:IncludedSupplyChainTradeLineItem>
      <ram:SpecifiedTradeProduct>
        <ram:Name>Lagerroboter, Inbetriebnahme</ram:Name>
      </ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeDelivery><ram:RequestedDeliverySupplyChainEvent>
        <ram:OccurrenceSpecifiedPeriod>
          <ram:StartDateTime>
            <udt:DateTimeString format="102">20270111</udt:DateTimeString>
          </ram:StartDateTime>
          <ram:EndDateTime>
            <udt:DateTimeString format="102">20270430</udt:DateTimeString>
          </ram:EndDateTime>
        </ram:OccurrenceSpecifiedPeriod>
      </ram:RequestedDeliverySupplyChainEvent></ram:SpecifiedLineTradeDelivery>
    </ram:IncludedSupplyChainTradeLineItem>
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>Progressive Robot Ltd</ram:Name></ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:Name>Musterwerk GmbH</ram:Name></ram:BuyerTradeParty>
      <ram:BuyerOrderReferencedDocument>
        <ram:IssuerAssignedID>0045-00700</ram:IssuerAssignedID>
      </ram:BuyerOrderReferencedDocument>
      <ram:QuotationReferencedDocument>
        <ram:IssuerAssignedID>Q-2041</ram:IssuerAssignedID>
      </ram:QuotationReferencedDocument>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:OrderCurrencyCode>EUR</ram:OrderCurrencyCode>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:LineTotalAmount>9000.00</ram:LineTotalAmount>
        <ram:TaxBasisTotalAmount>8900.00</ram:TaxBasisTotalAmount>
        <ram:TaxTotalAmount currencyID="EUR">1691.00</ram:TaxTotalAmount>
        <ram:GrandTotalAmount>10591.00</ram:GrandTotalAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:SCRDMCCBDACIOMessageStructure>
"""

CXML_ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.045/cXML.dtd">
<cXML payloadID="1732.4500@ariba.com" timestamp="2026-11-23T09:12:44-08:00" version="1.2.045">
  <Header>
    <From><Credential domain="NetworkID"><Identity>AN01000099</Identity></Credential></From>
    <To>
      <Credential domain="NetworkID"><Identity>AN01000777</Identity></Credential>
      <Correspondent><Contact role="correspondent">
        <Name xml:lang="en">Progressive Robot Ltd</Name>
      </Contact></Correspondent>
    </To>
  </Header>
  <Request deploymentMode="production"><OrderRequest>
    <OrderRequestHeader orderDate="2026-11-23T09:12:00-08:00" orderID="0045009912"
        orderType="regular" orderVersion="1" requisitionID="PR31337" type="new">
      <Total><Money currency="USD">48,750.00</Money></Total>
      <ShipTo><Address><Name xml:lang="en">Dock 4</Name></Address></ShipTo>
      <BillTo><Address addressID="1000">
        <Name xml:lang="en">Halcyon Foods Inc.</Name>
      </Address></BillTo>
      <Tax><Money currency="USD">0.00</Money><Description>Sales tax</Description></Tax>
      <Comments>Per quotation Q-2207 &amp; SOW-0032.</Comments>
      <Extrinsic name="companyCode">3000</Extrinsic>
    </OrderRequestHeader>
    <ItemOut lineNumber="1" quantity="1" requestedDeliveryDate="2027-01-31">
      <ItemID><SupplierPartID>ROB-1</SupplierPartID></ItemID>
      <ItemDetail>
        <UnitPrice><Money currency="USD">48750.00</Money></UnitPrice>
        <Description xml:lang="en"><ShortName>Palletiser</ShortName>Palletiser control</Description>
      </ItemDetail>
      <SpendDetail><LaborDetail>
        <Period startDate="2027-01-04T00:00:00-05:00" endDate="2027-04-30T00:00:00-05:00"/>
      </LaborDetail></SpendDetail>
    </ItemOut>
  </OrderRequest></Request>
</cXML>
"""

X12_ORDER = (
    "ISA*00*          *00*          *ZZ*HALCYON        *ZZ*PROGROBOT      "
    "*261123*0912*U*00401*000000905*0*P*>~\n"
    "GS*PO*HALCYON*PROGROBOT*20261123*0912*905*X*004010~\n"
    "ST*850*0001~\n"
    "BEG*00*NE*0045009912**20261123*CT-88~\n"
    "CUR*BY*USD~\n"
    "REF*Q1*Q-2207~\n"
    "DTM*002*20270131~\n"
    "DTM*150*20270104~\n"
    "DTM*151*20270430~\n"
    "N1*BY*Halcyon Foods Inc.*92*1000~\n"
    "N1*SE*Progressive Robot Ltd*92*777~\n"
    "PO1*1*2*EA*24375.00**VP*ROB-1~\n"
    "PID*F****Palletiser control~\n"
    "CTT*1~\n"
    "AMT*TT*48750.00~\n"
    "SE*14*0001~\n"
    "GE*1*905~\n"
    "IEA*1*000000905~\n"
)

X12_CHANGE = (
    "ISA|00|          |00|          |ZZ|HALCYON        |ZZ|PROGROBOT      "
    "|261124|0912|U|00401|000000906|0|P|>\r\n"
    "GS|PC|HALCYON|PROGROBOT|20261124|0912|906|X|004010\r\n"
    "ST|860|0001\r\n"
    "BCH|04|NE|0045009912||3|20261124\r\n"
    "POC|1|QI|3|1|EA|24375.00\r\n"
    "CTT|1\r\n"
    "AMT|TT|73125.00\r\n"
    "SE|6|0001\r\n"
    "GE|1|906\r\n"
    "IEA|1|000000906\r\n"
)

EDIFACT_ORDER = (
    "UNA:+.? '\r\n"
    "UNB+UNOC:3+4012345000009:14+5012345000008:14+261123:0912+77'\r\n"
    "UNH+1+ORDERS:D:96A:UN:EAN008'\r\n"
    "BGM+220+0080012345+9'\r\n"
    "DTM+137:20261123:102'\r\n"
    "DTM+2:20270131:102'\r\n"
    "DTM+273:2027010120271231:718'\r\n"
    "FTX+AAI+++Wartung der F?'rderbahn:laut Angebot'\r\n"
    "RFF+CT:RV-77'\r\n"
    "RFF+AAG:Q-2041'\r\n"
    "NAD+BY+4012345000009::9++Musterwerk GmbH:Einkauf+Weg 1+Ulm++89073+DE'\r\n"
    "NAD+SU+5012345000008::9++Progressive Robot Ltd'\r\n"
    "CUX+2:EUR:9'\r\n"
    "LIN+1++4000862141404:EN'\r\n"
    "IMD+F++:::Wartung?: F?'rderbahn: 2027'\r\n"
    "QTY+21:1'\r\n"
    "MOA+203:12000.00'\r\n"
    "UNS+S'\r\n"
    "MOA+86:12000.00'\r\n"
    "CNT+2:1'\r\n"
    "UNT+18+1'\r\n"
    "UNZ+1+77'\r\n"
)

EDIFACT_CHANGE = (
    "UNA:+,? '"
    "UNB+UNOC:3+4012345000009:14+5012345000008:14+261124:0912+78'"
    "UNH+1+ORDCHG:D:96A:UN:EAN008'"
    "BGM+230+AEN-4+4'"
    "RFF+ON:0080012345'"
    "NAD+BY+4012345000009::9+Musterwerk GmbH'"
    "CUX+2:EUR:9'"
    "LIN+1+3'"
    "MOA+203:3000,00'"
    "UNS+S'"
    "MOA+86:17850,00'"
    "MOA+124:2850,00'"
    "UNT+11+1'"
    "UNZ+1+78'"
)
