import { createRequire } from 'node:module'
import type { TokenCredential } from '@azure/identity'
import { type ServiceClientCredentials, ServiceClientCredentialsFactory } from 'botframework-connector'
import { type Cloud, clouds } from '../clouds.ts'
import type { Config } from '../config.ts'
import { Failure } from '../errors.ts'
import { type Throttled, watched, watching } from './throttled-tokens.ts'

/** Required, not imported: botbuilder requires it too, and an import would load all of it a second time. */
const {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
}: typeof import('@azure/identity') = createRequire(import.meta.url)('@azure/identity')

/** One credential for the connector, Graph and Exchange alike; it keeps its tokens until shortly before they expire. */
export function credentialFor(
  config: Pick<Config, 'appId' | 'tenantId' | 'cloud' | 'credential'>,
  throttled: Throttled = () => undefined,
): TokenCredential {
  const { appId, tenantId, credential } = config
  const { authorityHost, exchangeAudience } = clouds[config.cloud]
  const options = { authorityHost, ...watching(throttled) }
  const managed = (clientId: string) => watched(new ManagedIdentityCredential({ clientId }), throttled)
  switch (credential.kind) {
    case 'managed-identity':
      return managed(appId)
    case 'federated': {
      // The app registration trusts the managed identity: its token stands where a secret would be.
      const identity = managed(credential.managedIdentityId)
      const assert = async () => (await identity.getToken(`${exchangeAudience}/.default`)).token
      return new ClientAssertionCredential(tenantId, appId, assert, options)
    }
    case 'workload':
      return new WorkloadIdentityCredential({
        tenantId,
        clientId: appId,
        tokenFilePath: credential.tokenFile,
        ...options,
      })
    case 'certificate':
      return new ClientCertificateCredential(tenantId, appId, { certificatePath: credential.path }, options)
    case 'secret':
      return new ClientSecretCredential(tenantId, appId, credential.reveal(), options)
  }
}

/** Lets botbuilder sign what it sends to a chat with a credential of @azure/identity. */
export class ChannelCredentials extends ServiceClientCredentialsFactory {
  readonly #appId: string
  readonly #cloud: Cloud
  readonly #credential: TokenCredential | null

  /** @param credential `null` signs nothing: a chat on this machine that asks for no token */
  constructor(appId: string, cloud: Cloud, credential: TokenCredential | null) {
    super()
    this.#appId = appId
    this.#cloud = cloud
    this.#credential = credential
  }

  override async isValidAppId(appId: string): Promise<boolean> {
    return this.#appId !== '' && appId.toLowerCase() === this.#appId
  }

  /** Botbuilder takes an empty app id for "ask nobody who they are". Here nothing does. */
  override async isAuthenticationDisabled(): Promise<boolean> {
    return false
  }

  /** The audience that botbuilder offers is not used: it comes out of the token that came in. */
  override async createCredentials(): Promise<ServiceClientCredentials> {
    const credential = this.#credential
    const scope = `${this.#cloud.channelScope}/.default`
    return {
      async signRequest(request) {
        if (!credential) return request
        const token = await credential.getToken(scope)
        if (!token) throw new Failure('misconfigured', 'No token for the Bot Framework could be had')
        request.headers.set('authorization', `Bearer ${token.token}`)
        return request
      },
    }
  }
}
