"""What people see when something goes wrong."""
