"""What the actions do; services.py and notify_action.py register them."""
