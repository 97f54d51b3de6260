"""The actions; services.py and notify_action.py register them."""
