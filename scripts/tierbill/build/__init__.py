"""Build a warehouse with dbt and publish it whole; remove old versions."""
