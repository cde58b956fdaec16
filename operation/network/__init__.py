"""A distribution feeder under the plan: voltages, losses, and what they allow."""
