from web.shop.goods import goods  # expect: contract "web.blog and web.shop are independent"

teaser = goods[:3]
