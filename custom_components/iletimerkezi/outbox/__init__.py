"""From a message to an accepted order, and on to its delivery."""
