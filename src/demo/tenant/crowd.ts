import { guidFor, type User, userOf } from './company.ts'

const given = [
  ...['Aaron', 'Amina', 'Anton', 'Beatriz', 'Bram', 'Carla', 'Chidi', 'Dana', 'Dmitri', 'Elif', 'Emil', 'Fatima'],
  ...['Femke', 'Goran', 'Greta', 'Hugo', 'Ines', 'Ivan', 'Joost', 'Jun', 'Karin', 'Kofi', 'Lena', 'Luca', 'Maja'],
  ...['Mei', 'Milan', 'Noor', 'Olga', 'Pablo', 'Petra', 'Ravi', 'Rosa', 'Saskia', 'Stefan', 'Tariq', 'Ulla', 'Wim'],
]
const family = [
  ...['Abadi', 'Almeida', 'Bakker', 'Berg', 'Bianchi', 'Castro', 'Cohen', 'Dahl', 'Dijkstra', 'Eriksen', 'Fontaine'],
  ...['Fuchs', 'Ganguly', 'Haas', 'Ibarra', 'Janssen', 'Kaya', 'Kowalski', 'Larsen', 'Lim', 'Marin', 'Moreau', 'Nagy'],
  ...['Nilsson', 'Okafor', 'Ortega', 'Pereira', 'Quist', 'Romano', 'Santos', 'Schulz', 'Tanaka', 'Toth', 'Vermeer'],
  ...['Visser', 'Weber', 'Yilmaz', 'Zhang'],
]
const departments = ['Sales', 'Finance', 'Logistics', 'Marketing', 'Operations', 'Research']

/** So many have names of their own. */
const largestCrowd = given.length * family.length

/**
 * Ordinary people, the same ones every time, no two with the same name: enough to try what a company does with a thousand
 * leavers.
 */
export function crowdOf(count: number): User[] {
  return Array.from({ length: Math.min(count, largestCrowd) }, (_, index) => {
    const first = given[index % given.length] ?? ''
    // Walks through the family names in another rhythm, so that neighbours in the list have little in common.
    const last = family[(index + Math.floor(index / given.length)) % family.length] ?? ''
    const address = `${first}.${last}@contoso.com`.toLowerCase()
    return userOf({
      id: guidFor(`crowd ${index}`),
      displayName: `${first} ${last}`,
      userPrincipalName: address,
      jobTitle: 'Associate',
      department: departments[index % departments.length] ?? null,
    })
  })
}
