"""Mixed load with faults for as long as wanted, and what is left over in the end."""
