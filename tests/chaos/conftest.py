"""The long storm is only run by who asks for it by name."""


def pytest_collection_modifyitems(config, items):
    if "chaos" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("chaos")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
