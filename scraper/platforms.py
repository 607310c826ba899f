"""Which platforms there are: the spiders of Scrapy's SPIDER_MODULES, wherever a command is started."""

from functools import cache

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from scraper.aliases import Aliases
from scraper.platform import Platform


def project_settings() -> Settings:
    """Scrapy's settings for our crawls."""
    settings = get_project_settings()
    settings.setmodule("scraper.settings", priority="project")
    return settings


@cache
def all_platforms() -> tuple[type[Platform], ...]:
    """Every platform there is."""
    loader = get_spider_loader(project_settings())
    return tuple(spider for spider in map(loader.load, loader.list()) if issubclass(spider, Platform))


@cache
def all_aliases() -> Aliases:
    """What the addresses of all platforms stand for."""
    return Aliases.joined(platform.aliases for platform in all_platforms())
