/** What sites say about an attempt to sign in. Whole words of several languages; `\\b` would not know the umlauts. */

const REFUSALS = [
  'unsuccessful|fail(ed|ure)|rejected|declined|denied|forbidden|unauthori[sz]ed|locked|disabled|suspended|expired|error',
  'incorrect(e|o|a|s|os|as|es)?|invalid|wrong|bad credentials|not (valid|correct|authori[sz]ed|allowed|permitted|recogni[sz]ed|match)',
  "(do|does|did)(n['’]t| not) (match|work|recogni[sz]e)",
  "(can|could|was|were)( ?not|n['’]t) (be )?(log|sign|find|found|verif(y|ied)|confirm(ed)?|recogni[sz]ed)( in)?",
  'unable to|unknown (user|account|e-?mail)|no (user|account)|too many|try (it )?again|(try|attempt) once more|another go',
  'please enter (a|the) correct|check your (details|credentials|password|user ?name|entries)',
  'fehlgeschlagen|stimm(t|en) nicht|nicht (korrekt|erkannt|gefunden|möglich|erfolgreich)|falsch(e[rsnm]?)?|ungültig(e[rsnm]?)?|gesperrt|fehler|erneut versuchen',
  'échoué(e|s|es)?|echec|échec|erreur|invalides?|réessayer|incorrectas?|inválid[oa]s?|erróne[oa]s?|fall[oóaó]d?[oa]?|inténtelo|errat[oaie]|non valid[oaie]|onjuist|verkeerd|mislukt',
];
const PERSON = [
  'approve (the |this |your )?(sign|log)[ -]?in|approve .{0,30}request|confirm (the |this )?(number|sign|log)|on your (phone|device|mobile)|open the .{0,30}app',
  "check your (inbox|e-?mail|mail|phone|messages)|(we|we['’]ve|we have)( just)? (sent|e-?mailed|texted)|(magic|sign-?in|login) link",
  "enter (the|your|a) (\\S+ )?code|(verification|security|authentication|one-time) code|verify (that )?(it['’]?s|it is) (really )?you|verify (your|that you)|two-?(factor|step)|prove (that )?you",
  'maintenance|be right back|be back (soon|shortly)|(temporarily|currently) unavailable|service unavailable|change your password|(choose|set) a new password|accept the (new )?terms',
  '(terms|conditions|privacy policy)( of (service|use))? (have|has) (been )?(changed|updated)|(updated|changed|revised) (our|the) (terms|conditions|privacy)|(account|contract|membership|profile) (is|was|has been) (on hold|under review|paused|frozen|closed)|on hold',
  'wartung(sarbeiten)?|gleich (wieder|zurück)|posteingang|bestätigen sie|code ein(geben)?|boîte de réception|vérifiez|saisissez le code|mantenimiento|verifi(que|ca)|introduzca el código',
];
const WORKING = [
  '(checking|verifying|validating|authenticating|processing|redirecting|loading|submitting)|(signing|logging) (you )?in|please (wait|hold)|hold on|one moment|just a (moment|second)',
  'bitte warten|einen moment|wird (geprüft|geladen)|wir prüfen|veuillez patienter|chargement|vérification en cours|un momento|espere|cargando|attendere',
];

export const REFUSAL: RegExp = wholeWords(REFUSALS);
export const NEEDS_PERSON: RegExp = wholeWords(PERSON);
export const STILL_WORKING: RegExp = wholeWords(WORKING);

function wholeWords(alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${alternatives.join('|')})(?!\\p{L})`, 'iu');
}
