import psycopg2
from flask import Flask

app = Flask(__name__)
connection = psycopg2.connect("dbname=shop")  # expect: kept "shared by `likes`"


@app.get("/likes")
def likes() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from likes")
        return str(cursor.fetchone())
