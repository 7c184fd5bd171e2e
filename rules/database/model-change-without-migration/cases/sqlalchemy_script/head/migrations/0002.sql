ALTER TABLE users ADD COLUMN name varchar(8);
