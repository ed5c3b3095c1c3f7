import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder'
import {
  type AuthenticateRequestResult,
  type AuthenticationConfiguration,
  ClaimsIdentity,
  ConnectorFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector'
import { z } from 'zod'
import type { Cloud } from '../clouds.ts'
import { Failure } from '../errors.ts'
import { checkActivity, type DoorRefusal, type DoorRules } from './check-activity.ts'

/** An activity that may not come in. `reason` is for the log: whoever sent it is told no more than "refused". */
export class DoorRefused extends Error {
  readonly reason: DoorRefusal

  constructor(reason: DoorRefusal, cause?: unknown) {
    super(`Refused at the door: ${reason}`, { cause })
    this.reason = reason
  }
}

/**
 * Proves that an activity comes from whom it says, or throws a `DoorRefused`. `verify` is botbuilder's check of the
 * token. `null` takes the activity on trust, which only a chat on this machine may be given.
 */
export type Prove = (
  activity: Activity,
  authorization: string,
  verify: () => Promise<ClaimsIdentity>,
) => Promise<ClaimsIdentity | null>

/** Botbuilder's adapter behind the door. What comes in goes through `receive`. */
export class Adapter extends CloudAdapter {
  /** For stored conversations: may the bot still speak there? */
  readonly isAllowedServiceUrl: DoorRules['isAllowedServiceUrl']

  constructor(authentication: DoorAuthentication) {
    super(authentication)
    this.isAllowedServiceUrl = authentication.rules.isAllowedServiceUrl
  }

  /**
   * Runs one turn. `process` of botbuilder is not used: it prints errors and puts their text into its answer.
   * @returns the answer of an invoke
   * @throws DoorRefused
   */
  receive(authorization: string, activity: Activity, turn: (context: TurnContext) => Promise<void>) {
    return this.processActivity(authorization, activity, turn) as Promise<InvokeResponse | undefined>
  }
}

/** Botbuilder's authentication with a door before it (what comes in) and one behind it (where answers go). */
export class DoorAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly rules: DoorRules
  readonly #prove: Prove
  readonly #audience: string

  constructor(options: {
    prove: Prove
    rules: DoorRules
    cloud: Cloud
    credentials: ServiceClientCredentialsFactory
    claims?: AuthenticationConfiguration
  }) {
    super(addressesOf(options.cloud), options.credentials, options.claims)
    this.#prove = options.prove
    this.rules = options.rules
    this.#audience = options.cloud.channelScope
  }

  override async authenticateRequest(activity: Activity, authorization: string): Promise<AuthenticateRequestResult> {
    const verify = async () => (await super.authenticateRequest(activity, authorization)).claimsIdentity
    const claimsIdentity = (await this.#prove(activity, authorization, verify)) ?? new ClaimsIdentity([], true)
    const refusal = checkActivity(activity, this.rules)
    if (refusal) throw new DoorRefused(refusal)
    return { audience: this.#audience, claimsIdentity, connectorFactory: this.createConnectorFactory(claimsIdentity) }
  }

  /** Every connection to a chat is made here, also one from a stored conversation reference. */
  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return new GuardedConnectors(super.createConnectorFactory(identity), this.rules)
  }

  /** Skills and streaming come in by other ways, which this bot does not have. */
  override async authenticateChannelRequest(): Promise<ClaimsIdentity> {
    throw new DoorRefused('other-channel')
  }

  override async authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    throw new DoorRefused('other-channel')
  }
}

class GuardedConnectors extends ConnectorFactory {
  readonly #inner: ConnectorFactory
  readonly #rules: DoorRules

  constructor(inner: ConnectorFactory, rules: DoorRules) {
    super()
    this.#inner = inner
    this.#rules = rules
  }

  override async create(serviceUrl: string, audience?: string) {
    if (!this.#rules.isAllowedServiceUrl(serviceUrl))
      throw new Failure('refused', 'The service URL of a chat is not allowed')
    const connector = await this.#inner.create(serviceUrl, audience ?? '')
    connectorShape.parse(connector).client.pipeline.removePolicy({ name: 'defaultRetryPolicy' })
    return connector
  }
}

type Pipeline = { removePolicy(policy: { name: string }): unknown }
const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && 'removePolicy' in value && typeof value.removePolicy === 'function'
/**
 * The connector tries again by itself: it waits for a 429 where nobody else learns of it, and goes on sending after we
 * have given up. Its options have no way to stop that (botbuilder 4.23 ignores `noRetryPolicy`).
 */
const connectorShape = z.looseObject({ client: z.looseObject({ pipeline: z.custom<Pipeline>(isPipeline) }) })

/** All of them, always: botbuilder falls back to others where one is missing. */
function addressesOf(cloud: Cloud) {
  return {
    ValidateAuthority: true,
    ToChannelFromBotLoginUrl: cloud.loginUrl,
    ToChannelFromBotOAuthScope: cloud.channelScope,
    ToBotFromChannelTokenIssuer: cloud.tokenIssuer,
    OAuthUrl: cloud.oauthUrl,
    ToBotFromChannelOpenIdMetadataUrl: cloud.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: cloud.emulatorMetadataUrl,
    CallerId: cloud.callerId,
  }
}
