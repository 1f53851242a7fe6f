"""What pobot says to those who run it: alerts, metrics, the service manager.

Nothing here touches the mail that pobot works with.
"""
