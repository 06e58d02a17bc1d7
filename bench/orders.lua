-- wrk's request for the category "orders".
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"id":7,"customer":{"name":"Ada Lovelace","email":"ada@example.com","vip":true},"items":[{"sku":"A-1","name":"Anvil","price":9.5,"quantity":2},{"sku":"B-2","name":"Bolt","price":0.25,"quantity":100},{"sku":"C-3","name":"Crate","price":12,"quantity":1}],"note":"by Friday"}'
