// The bot itself: App Service on Linux. Its code comes as a zip (m365agents.yml, deploy) and is mounted read-only.

param resourceBaseName string
param location string
param sku string
param identityId string
param identityClientId string
param identityTenantId string

@description('A reference to the vault, not the address itself.')
param databaseUrl string

param settings object
param subnetId string
param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: resourceBaseName
  location: location
  kind: 'linux'
  sku: {
    name: sku
  }
  properties: {
    reserved: true // Linux
  }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: resourceBaseName
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      appCommandLine: 'node --min-semi-space-size=4 --max-semi-space-size=4 --heap-growing-percent=50 --initial-old-space-size=64 src/main.ts'
      alwaysOn: true
      healthCheckPath: '/healthz'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
    }
  }

  // All of them: what was set by hand in the portal is gone after the next provisioning.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      CLIENT_ID: identityClientId
      TENANT_ID: identityTenantId
      BOT_TYPE: 'UserAssignedMSI'
      DATABASE_URL: databaseUrl
      PUBLIC_URL: 'https://${site.properties.defaultHostName}'
      HOST: '0.0.0.0'
      PORT: '8080'
      NODE_ENV: 'production'
      WEBSITE_RUN_FROM_PACKAGE: '1'
      SCM_DO_BUILD_DURING_DEPLOYMENT: 'false' // the zip holds the packages of package-lock.json
      WEBSITES_CONTAINER_STOP_TIME_LIMIT: '30' // seconds; the bot takes up to 25 to stop
    })
  }

  // Code is sent with a token of Microsoft Entra only, not with a publishing password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

resource siteLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServiceHTTPLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = site.id
output domain string = site.properties.defaultHostName
