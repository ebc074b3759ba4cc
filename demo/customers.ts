export type Customer = {
  readonly name: string;
  readonly contact: string;
  readonly email: string;
  readonly city: string;
  readonly termsDays: number;
};

export const customers: readonly Customer[] = [
  customer('Anchor & Sons Chandlery', 'Marta Lindqvist', 'marta@anchor-sons.example', 'Portland, ME', 30),
  customer('Bluewater Charters', 'Tom Okafor', 'tom@bluewater.example', 'Newport, RI', 14),
  customer('Cape Lantern Inn', 'Priya Raman', 'priya@capelantern.example', 'Provincetown, MA', 30),
  customer('Driftwood Café', 'Luis Ortega', 'luis@driftwood.example', 'Astoria, OR', 14),
  customer('Eastgate Ferries', 'Hannah Cole', 'accounts@eastgate.example', 'Seattle, WA', 45),
  customer('Fathom Dive School', 'Jonas Weber', 'jonas@fathom.example', 'Key West, FL', 14),
  customer('Gull Island Lighthouse Trust', 'Ruth Abbott', 'ruth@gullisland.example', 'Bar Harbor, ME', 30),
  customer('Highwater Boatyard', 'Sam Whitfield', 'sam@highwater.example', 'Annapolis, MD', 30),
  customer("Keel & O'Brien Rigging", "Nora O'Brien", 'nora@keelobrien.example', 'Gloucester, MA', 45),
  customer('Longshore Seafood Co-op', 'Miguel Santos', 'billing@longshore.example', 'Monterey, CA', 30),
  customer('Northwind Sailmakers', 'Ingrid Dahl', 'ingrid@northwind.example', 'Duluth, MN', 30),
  customer('Pelican Point Marina', 'Grace Kim', 'grace@pelicanpoint.example', 'Galveston, TX', 14),
];

function customer(...row: [name: string, contact: string, email: string, city: string, termsDays: number]) {
  const [name, contact, email, city, termsDays] = row;
  return { name, contact, email, city, termsDays };
}
