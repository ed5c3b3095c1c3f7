export type CloudName = 'public' | 'usgov'

/** The addresses of one of Microsoft's clouds. Nothing in it is a secret, and nothing in it comes from a request. */
export type Cloud = {
  /** Who signs the tokens that come with activities, and where the keys are published. */
  readonly tokenIssuer: string
  readonly openIdMetadataUrl: string
  /** Botbuilder wants it given; tokens of that kind (Bot Framework Emulator, skills) are refused before it is used. */
  readonly emulatorMetadataUrl: string
  readonly loginUrl: string
  readonly channelScope: string
  readonly oauthUrl: string
  readonly callerId: string
  /** Where activities may say that their chat lives. Host and path prefix. */
  readonly serviceUrls: readonly string[]
  readonly authorityHost: string
  /** For whom a managed identity's token is made when it stands in for a secret. */
  readonly exchangeAudience: string
  readonly graphUrl: string
  readonly exchangeUrl: string
}

/**
 * Token addresses: botframework-connector's AuthenticationConstants and GovernmentConstants. Service URLs:
 * https://microsoft.github.io/teams-sdk/csharp/essentials/app-configuration/service-url-validation. GCC lives in the
 * public cloud; GCC High and DoD are the government one.
 */
export const clouds: { readonly [name in CloudName]: Cloud } = {
  public: {
    tokenIssuer: 'https://api.botframework.com',
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    emulatorMetadataUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
    loginUrl: 'https://login.microsoftonline.com/botframework.com',
    channelScope: 'https://api.botframework.com',
    oauthUrl: 'https://api.botframework.com',
    callerId: 'urn:botframework:azure',
    serviceUrls: [
      'https://smba.trafficmanager.net/',
      'https://smba.onyx.prod.teams.trafficmanager.net/',
      'https://smba.infra.gcc.teams.microsoft.com/',
    ],
    authorityHost: 'https://login.microsoftonline.com',
    exchangeAudience: 'api://AzureADTokenExchange',
    graphUrl: 'https://graph.microsoft.com',
    exchangeUrl: 'https://outlook.office365.com',
  },
  usgov: {
    tokenIssuer: 'https://api.botframework.us',
    openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    emulatorMetadataUrl:
      'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0/.well-known/openid-configuration',
    loginUrl: 'https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us',
    channelScope: 'https://api.botframework.us',
    oauthUrl: 'https://api.botframework.azure.us',
    callerId: 'urn:botframework:azureusgov',
    serviceUrls: ['https://smba.infra.gov.teams.microsoft.us/', 'https://smba.infra.dod.teams.microsoft.us/'],
    authorityHost: 'https://login.microsoftonline.us',
    exchangeAudience: 'api://AzureADTokenExchangeUSGov',
    graphUrl: 'https://graph.microsoft.us',
    exchangeUrl: 'https://outlook.office365.us',
  },
}
