import type { Environment } from './settings.ts'

/** How the bot proves who it is to Microsoft, the most preferred way that is configured. */
export type Credential =
  | { readonly kind: 'managed-identity' }
  /** A managed identity that the app registration trusts. */
  | { readonly kind: 'federated'; readonly managedIdentityId: string }
  /** A token file that the platform keeps fresh (Kubernetes workload identity). */
  | { readonly kind: 'workload'; readonly tokenFile: string }
  /** A PEM file with the certificate and its private key. */
  | { readonly kind: 'certificate'; readonly path: string }
  /** A function, so that a printed configuration does not show it. */
  | { readonly kind: 'secret'; readonly reveal: () => string }

/** The order of preference: the fewer secrets there are, the fewer can be lost. */
export function credentialOf(values: Environment, faults: string[]): Credential | null {
  if (values.BOT_TYPE?.toLowerCase() === 'userassignedmsi') return { kind: 'managed-identity' }
  const { MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, CERTIFICATE_PATH, CLIENT_SECRET } = values
  if (MANAGED_IDENTITY_CLIENT_ID) return { kind: 'federated', managedIdentityId: MANAGED_IDENTITY_CLIENT_ID }
  if (AZURE_FEDERATED_TOKEN_FILE) return { kind: 'workload', tokenFile: AZURE_FEDERATED_TOKEN_FILE }
  if (CERTIFICATE_PATH) return { kind: 'certificate', path: CERTIFICATE_PATH }
  if (CLIENT_SECRET) return { kind: 'secret', reveal: () => CLIENT_SECRET }
  faults.push(
    'No credential is set: on Azure set BOT_TYPE=UserAssignedMSI, or one of MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, CERTIFICATE_PATH, CLIENT_SECRET',
  )
  return null
}
