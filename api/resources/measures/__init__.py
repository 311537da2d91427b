"""Measures: figures, series, definitions, and the records behind them."""
