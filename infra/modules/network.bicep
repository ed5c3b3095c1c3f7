// The web app reaches the database here, and nothing else does.

param resourceBaseName string
param location string

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: resourceBaseName
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.71.0.0/24'
      ]
    }
    subnets: [
      {
        name: 'web-app'
        properties: {
          addressPrefix: '10.71.0.0/26'
          delegations: [
            {
              name: 'web-app'
              properties: {
                serviceName: 'Microsoft.Web/serverFarms'
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.71.0.64/28'
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }

  resource webApp 'subnets' existing = {
    name: 'web-app'
  }

  resource database 'subnets' existing = {
    name: 'database'
  }
}

resource dnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${resourceBaseName}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

output webAppSubnetId string = network::webApp.id
output databaseSubnetId string = network::database.id
output databaseDnsZoneId string = dnsZone.id
