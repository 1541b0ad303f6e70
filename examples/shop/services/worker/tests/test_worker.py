import unittest

from worker.orders import OrderError, quantities
from worker.report import packing_list, to_reorder


class Orders(unittest.TestCase):
    def test_adds_up_over_orders(self) -> None:
        first = '{"lines": [{"sku": "mug", "quantity": 2}, {"sku": "teapot", "quantity": 1}]}'
        second = '{"lines": [{"sku": "mug", "quantity": 3}]}'
        self.assertEqual(quantities([first, "\n", second]), {"mug": 5, "teapot": 1})

    def test_names_the_line_that_is_no_order(self) -> None:
        for line in ("{", "[]", '{"lines": [{}]}'):
            with self.subTest(line), self.assertRaisesRegex(OrderError, "line 2 is no order"):
                quantities(['{"lines": []}', line])


class Reports(unittest.TestCase):
    def test_packs_the_biggest_pile_first(self) -> None:
        self.assertEqual(
            packing_list({"mug": 5, "kettle": 12, "tray": 5}),
            ["kettle    12", "mug        5", "tray       5"],
        )
        self.assertEqual(packing_list({}), [])

    def test_reorders_below_the_reserve(self) -> None:
        stock = {"mug": 60, "kettle": 12}
        ordered = {"mug": 5, "kettle": 8, "unknown": 1}
        self.assertEqual(to_reorder(ordered, stock, 5), ["kettle", "unknown"])


if __name__ == "__main__":
    unittest.main()
