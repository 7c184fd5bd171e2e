from shop import templates

body = templates
