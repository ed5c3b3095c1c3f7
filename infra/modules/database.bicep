// The records, and the vault with the one secret there is: the database's address with its password. The web app keeps
// its own files on a network share, where SQLite's WAL does not work, so here the records are in PostgreSQL.

param resourceBaseName string
param location string
param sku object

@secure()
param password string

param subnetId string
param dnsZoneId string

@description('The principal that may read the address, and nothing else in the vault.')
param readerPrincipalId string

param workspaceId string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: resourceBaseName
  location: location
  sku: {
    name: sku.name
    tier: sku.tier
  }
  properties: {
    version: '16'
    administratorLogin: 'offboard'
    administratorLoginPassword: password
    authConfig: {
      activeDirectoryAuth: 'Disabled'
      passwordAuth: 'Enabled'
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    // The history is the audit log: the longest retention there is.
    backup: {
      backupRetentionDays: 35
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: dnsZoneId
    }
  }

  resource records 'databases' = {
    name: 'offboard'
    properties: {
      charset: 'UTF8'
      collation: 'en_US.utf8'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: resourceBaseName
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // The secret is made anew at each provisioning, so nothing is lost with the vault and its name may be used again.
    softDeleteRetentionInDays: 7
  }

  resource address 'secrets' = {
    name: 'database-url'
    properties: {
      contentType: 'text/plain'
      value: 'postgres://offboard:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:5432/offboard?sslmode=verify-full'
    }
  }
}

// "Key Vault Secrets User": https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::address.id, readerPrincipalId, secretsUser)
  scope: vault::address
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource serverLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: server
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'PostgreSQLLogs'
        enabled: true
      }
    ]
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

// With the version: a new password is a new setting, so the web app starts again with it and not a day later.
output urlReference string = '@Microsoft.KeyVault(SecretUri=${vault::address.properties.secretUriWithVersion})'
