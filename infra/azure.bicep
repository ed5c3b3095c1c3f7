// Everything that Offboard needs in Azure. Give it a resource group of its own: whoever may change the web app or use
// the identity can do what the bot can do.
// Public Azure; for Azure Government run the container instead (docs/deploy.md).

@description('Begins every name, and is the host name of the bot: lower case letters, digits and hyphens, taken by nobody else.')
@minLength(4)
@maxLength(20)
param resourceBaseName string

@description('What the bot is called in Azure.')
@maxLength(42)
param botDisplayName string

@description('The plan of the web app. Smaller ones than B1 have no "always on".')
param webAppSku string

@description('The size of the PostgreSQL server.')
param databaseSku object

@description('Settings of the bot beside those that follow from this file; the names are those of .env.example. Blank is not set.')
param settings object

@description('Nobody has to know it: each provisioning makes a new one and hands it to the server and the vault together.')
@secure()
param databasePassword string = newGuid()

param location string = resourceGroup().location

// Who the bot is. There is no secret for it: Azure gives the web app its tokens.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: resourceBaseName
  location: location
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: resourceBaseName
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
  }
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    resourceBaseName: resourceBaseName
    location: location
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    sku: databaseSku
    password: databasePassword
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseDnsZoneId
    readerPrincipalId: identity.properties.principalId
    workspaceId: workspace.id
  }
}

module webApp 'modules/web-app.bicep' = {
  name: 'web-app'
  params: {
    resourceBaseName: resourceBaseName
    location: location
    sku: webAppSku
    identityId: identity.id
    identityClientId: identity.properties.clientId
    identityTenantId: identity.properties.tenantId
    databaseUrl: database.outputs.urlReference
    settings: settings
    subnetId: network.outputs.webAppSubnetId
    workspaceId: workspace.id
  }
}

module bot 'modules/bot.bicep' = {
  name: 'bot'
  params: {
    resourceBaseName: resourceBaseName
    displayName: botDisplayName
    domain: webApp.outputs.domain
    identityId: identity.id
    identityClientId: identity.properties.clientId
    identityTenantId: identity.properties.tenantId
  }
}

// The toolkit writes these to env/.env.{name of the environment}.
output AZURE_APP_SERVICE_RESOURCE_ID string = webApp.outputs.id
output BOT_DOMAIN string = webApp.outputs.domain
output BOT_ENDPOINT string = 'https://${webApp.outputs.domain}'
output BOT_ID string = identity.properties.clientId
output BOT_TENANT_ID string = identity.properties.tenantId
