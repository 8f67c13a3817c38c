"""The version of the library, which every answer names."""

__version__ = "0.1.0"
