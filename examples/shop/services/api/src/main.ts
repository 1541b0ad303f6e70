import process from 'node:process'
import { shopServer } from './server.ts'

const server = shopServer()
server.listen(Number(process.env.PORT ?? 8080))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close())
