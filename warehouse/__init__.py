"""The warehouse: one DuckDB file that flows write and one that people query."""

from warehouse.errors import WarehouseBusyError, WarehouseError
from warehouse.snapshot import publish
from warehouse.store import Warehouse, open_warehouse

__all__ = ["Warehouse", "WarehouseBusyError", "WarehouseError", "open_warehouse", "publish"]
