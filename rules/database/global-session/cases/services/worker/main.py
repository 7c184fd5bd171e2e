import pika
import psycopg2

connection = psycopg2.connect("dbname=shop")  # ok: one message after the other


def store(ch, method, properties, body) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into likes values (%s)", (body,))
    connection.commit()
    ch.basic_ack(method.delivery_tag)


channel = pika.BlockingConnection().channel()
channel.basic_consume("likes", store)
channel.start_consuming()
