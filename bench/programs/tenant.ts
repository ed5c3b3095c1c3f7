import { z } from 'zod'
import { newCompany } from '../../src/demo/tenant/company.ts'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import { startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { newApprovers, newLeaver } from '../leavers.ts'
import { clients } from '../load.ts'
import { orderIn, serveOrders } from './orders.ts'

/**
 * The simulated tenant in a process of its own, with people to offboard: one by one, and as a crowd. Asked anything, it
 * tells how much was written and when last, and how many calls its limits refused.
 */
const order = z.object({
  leavers: z.number().default(0),
  crowd: z.number().default(0),
  latency: z.object({ graphMs: z.number(), exchangeMs: z.number() }).default({ graphMs: 0, exchangeMs: 0 }),
  limits: z.object({ tenantSize: z.enum(['S', 'M', 'L']), exchangeConcurrency: z.number() }).optional(),
})

const { leavers, crowd, latency, limits } = orderIn(order)
const company = newCompany()
const added = Array.from({ length: leavers }, () => newLeaver({ company }))
const many = crowdOf(crowd)
company.users.push(...many)
newApprovers({ company }, clients)
let written = 0
let lastWrite = 0
const tenant = await startSimulatedTenant({
  ...{ company, latency, staleReadsMs: 0 },
  ...(limits ? { limits } : {}),
  botRoles: ['Privileged Authentication Administrator', 'Exchange Administrator'],
  watch({ method, url, headers, status }) {
    const writes = method === 'PATCH' || url.includes('revokeSignIn') || headers['x-cmdletname'] === 'Set-CASMailbox'
    if (!writes || status >= 300) return
    written++
    lastWrite = Date.now()
  },
})
serveOrders(
  {
    url: tenant.url,
    graphToken: tenant.tokenFor('https://graph.microsoft.com'),
    exchangeToken: tenant.tokenFor('https://outlook.office365.com'),
    leavers: added.map(({ givenName }) => givenName),
    crowd: many.map(({ userPrincipalName }) => userPrincipalName),
  },
  async () => ({ written, lastWrite, refused: tenant.refused.graph + tenant.refused.exchange }),
)
