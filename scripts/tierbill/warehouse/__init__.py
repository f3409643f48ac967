"""Operating the warehouse file: build it with dbt, publish it whole, look after old versions."""
