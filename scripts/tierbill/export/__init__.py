"""Write each party's bills and usage reports as files: CSV, Parquet and a manifest a folder."""
