"""What things cost, measured by commands: `qa bench`."""
