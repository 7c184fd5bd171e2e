from web.blog.teaser import teaser  # ok: within the product
from web.shop.goods import goods  # ok: the contract lets it pass

feed = goods + teaser
