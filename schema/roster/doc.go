// Package roster knows who belongs on a customer list of an ad platform, and who was put onto
// it.
//
// Who belongs on a list follows from where members stand in journeys: the last step on their
// way that names the list puts them onto it (add_to) or takes them off (take_from), from when
// they went on from it until they leave the journey, for whatever reason. Who stands in several
// journeys is on it where one of them says so. Only who consents to marketing on any channel,
// as the files of `starter segments --ads` ask, and has a mail address or a phone number.
//
// The protocol of a synchronising, which its run names: Want each person who belongs, in the
// platform's hashes; Leaving until nobody does, and Left once the platform has taken them off;
// Begin, then Coming until nobody does, and Came once the platform has them. A person stands
// in the table before the platform hears of them and until it has forgotten them, so whatever
// is killed in between the next synchronising knows whom it may have to take off.
//
// No row holds a member's id or an address: who changes the address, is erased or becomes one
// with somebody else is somebody else on the list.
package roster
