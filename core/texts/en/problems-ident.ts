import { row, say } from '../text.ts'

interface Source {
  source: string
}
interface Server extends Source {
  server: string
}
interface InQuery extends Source {
  query: string
  file: string
}

const NEXT_CYCLE = 'Nothing now: the next run reads on from the same place.'

/** Problems of reading an iDENT database. */
export const identProblems = {
  // the way to the server
  'ident.unreachable': row('unavailable', (p: Server & { detail: string }) =>
    say(
      `The database of ${p.source} cannot be reached: nothing accepts connections at ${p.server}.`,
      `The network said: ${p.detail}.`,
      'Enable TCP/IP in SQL Server Configuration Manager, set a port under IPAll, restart, open it in the firewall; check database.server and port.',
    ),
  ),
  'ident.silent': row('unavailable', (p: Server & { ms: number }) =>
    say(
      `The database of ${p.source} did not answer at ${p.server} within ${p.ms} ms.`,
      'A firewall drops the packets, the port is not the one of SQL Server, or the server is overloaded.',
      'Open the port of SQL Server for this computer and check database.server and database.port; if both are right, look at the load of the server.',
    ),
  ),
  'ident.instance-silent': row('unavailable', (p: Server & { ms: number }) =>
    say(
      `SQL Server Browser did not tell the port of ${p.server} (${p.source}) within ${p.ms} ms.`,
      'A named instance is found through the service SQL Server Browser, UDP port 1434; it is off by default.',
      'Start SQL Server Browser and open UDP 1434, or set a fixed port under IPAll and write database.port with an empty database.instance.',
    ),
  ),
  'ident.instance-unknown': row('config', (p: Server) =>
    say(
      `There is no instance ${p.server} (${p.source}).`,
      'SQL Server Browser answered, but does not list this name, or TCP/IP is disabled for it.',
      'Correct database.instance, or enable TCP/IP for that instance in SQL Server Configuration Manager and restart it.',
    ),
  ),
  'ident.connection-lost': row('unavailable', (p: Server & { detail: string }) =>
    say(`The connection to ${p.server} (${p.source}) was lost while it answered.`, `${p.detail}.`, NEXT_CYCLE),
  ),
  'ident.slow': row('unavailable', (p: Source & { query: string; ms: number }) =>
    say(
      `${p.source} did not finish the query ${p.query} within ${p.ms} ms.`,
      'The server is busy, waits for a lock, or the query is too heavy for it.',
      'If it repeats, look at the load of the server at that time, raise query_timeout of this source, or replace the query file by a lighter one.',
    ),
  ),
  'ident.garbled': row('unavailable', (p: Server & { detail: string }) =>
    say(
      `${p.server} (${p.source}) sent an answer that is not the language of SQL Server.`,
      `The driver stopped at: ${p.detail}. The connection was closed, nothing of the answer was used.`,
      'If it repeats, check that database.port is the port of SQL Server and that no device on the way changes the traffic.',
    ),
  ),

  // encryption
  'ident.encryption-demanded': row('config', (p: Server) =>
    say(
      `${p.server} (${p.source}) accepts encrypted connections only.`,
      'database.encrypt is "off".',
      'Set database.encrypt = "on" for this source.',
    ),
  ),
  'ident.encryption-missing': row('config', (p: Server) =>
    say(
      `${p.server} (${p.source}) offers no encryption, and the login was not sent.`,
      'database.encrypt is "required", but the server answered that it does not encrypt.',
      'Turn encryption on in the server (SQL Server Configuration Manager, Force Encryption), or set database.encrypt = "on" or "off".',
    ),
  ),
  'ident.certificate': row('config', (p: Server & { detail: string }) =>
    say(
      `The certificate of ${p.server} (${p.source}) is not the expected one.`,
      `TLS said: ${p.detail}.`,
      'Save the certificate of this server (PEM) and name it in database.ca_file; if it was issued for another name, set database.certificate_name.',
    ),
  ),
  'ident.tls-old': row('config', (p: Server & { detail: string }) =>
    say(
      `${p.server} (${p.source}) and bxi found no common version of TLS.`,
      `TLS said: ${p.detail}. An old SQL Server knows TLS 1.0 only.`,
      'Install the TLS 1.2 update (KB3135244); until then set database.legacy_tls = true, or database.encrypt = "off" in a closed network.',
    ),
  ),
  'ident.server-old': row('config', (p: Server) =>
    say(
      `${p.server} (${p.source}) is no SQL Server that bxi knows.`,
      'It answered with an unknown version of the protocol.',
      'SQL Server 2008 R2 or later is needed; check that database.port is its port.',
    ),
  ),

  // who we are
  'ident.login-refused': row('credentials', (p: Server & { user: string; number: number }) =>
    say(
      `${p.server} (${p.source}) refused the login of ${p.user} (error ${p.number}).`,
      'The name or the password is wrong, the login is disabled, or the server allows Windows logins only.',
      'Check database.user and database.password, that the login is enabled, and that the server allows SQL logins (mixed mode).',
    ),
  ),
  'ident.password-expired': row('credentials', (p: Server & { user: string }) =>
    say(
      `The password of ${p.user} on ${p.server} (${p.source}) has expired or must be changed.`,
      'The login follows a password policy.',
      'Set a new password for the login, without expiry, and write it into database.password.',
    ),
  ),
  'ident.database-refused': row('credentials', (p: Server & { user: string; database: string; number: number }) =>
    say(
      `${p.user} cannot open the database ${p.database} on ${p.server} (${p.source}, error ${p.number}).`,
      'There is no database of this name, or the login has no user in it.',
      `Check database.name; in the database run: CREATE USER [${p.user}] FOR LOGIN [${p.user}]`,
    ),
  ),
  'ident.permission': row('credentials', (p: InQuery & { detail: string }) =>
    say(
      `The account of ${p.source} may not read what ${p.file} asks for.`,
      `The server said: ${p.detail}`,
      'Grant it SELECT on the object named above (or the role db_datareader); it needs no other right.',
    ),
  ),

  // the query files
  'ident.query-unknown': row('config', (p: Source & { name: string; known: string }) =>
    say(`queries of ${p.source} name "${p.name}", which bxi does not ask for.`, `Known queries: ${p.known}.`, 'Correct the name or remove the line.'),
  ),
  'ident.query-file-missing': row('config', (p: InQuery & { detail: string }) =>
    say(
      `The query file ${p.file} (${p.query} of ${p.source}) could not be read.`,
      `The system said: ${p.detail}.`,
      'Check the path in queries and that this user may read the file.',
    ),
  ),
  'ident.query-file-wrong': row('config', (p: InQuery & { faults: readonly string[] }) =>
    say(
      `The query file ${p.file} (${p.query} of ${p.source}) cannot be used.`,
      p.faults.join('\n'),
      'A query file is one SELECT without WITH, ORDER BY, INTO and semicolons; mend the lines named above.',
    ),
  ),
  'ident.columns': row('config', (p: InQuery & { faults: readonly string[] }) =>
    say(
      `The columns of ${p.file} (${p.query} of ${p.source}) are not the expected ones.`,
      p.faults.join('\n'),
      'Mend the SELECT list of that file; the README names the columns of every query.',
    ),
  ),
  'ident.query-misfit': row('config', (p: InQuery & { number: number; detail: string }) =>
    say(
      `${p.file} does not fit the database of ${p.source} (error ${p.number}).`,
      `The server said: ${p.detail}`,
      `This version of iDENT names its tables or columns otherwise: copy ${p.file}, correct it, and name the copy in queries.${p.query}.`,
    ),
  ),
  'ident.conversion': row('data', (p: InQuery & { number: number }) =>
    say(
      `${p.file} could not convert a value of ${p.source} (error ${p.number}).`,
      'A row holds a value that the query turns into another type: a division by zero, a number too large, a text that is no number.',
      'Make the conversion in that file tolerant (CASE, NULLIF) and name the copy in queries.',
    ),
  ),
  'ident.row': row('data', (p: InQuery & { faults: readonly string[] }) =>
    say(`${p.file} of ${p.source} returned a row that cannot be used.`, p.faults.join('\n'), 'Mend the columns named above in that file.'),
  ),

  // what the server is busy with
  'ident.deadlock': row('unavailable', (p: InQuery) =>
    say(`${p.source} broke off the query ${p.query} twice in favour of iDENT (deadlock).`, 'bxi lets the clinic win by intention.', NEXT_CYCLE),
  ),
  'ident.locked': row('unavailable', (p: InQuery) =>
    say(
      `A lock of iDENT kept the query ${p.query} of ${p.source} waiting for too long.`,
      'Somebody holds a transaction open.',
      `${NEXT_CYCLE} If it repeats, look for a forgotten open transaction.`,
    ),
  ),
  'ident.data-moved': row('unavailable', (p: InQuery) =>
    say(`Rows moved under the query ${p.query} of ${p.source} (error 601).`, 'Reading past locks (read_uncommitted) can meet this.', NEXT_CYCLE),
  ),
  'ident.database-offline': row('unavailable', (p: Server & { database: string; number: number }) =>
    say(
      `The database ${p.database} on ${p.server} (${p.source}) is closed for now (error ${p.number}).`,
      'It is offline, being restored or recovering.',
      'If no backup or restore is running, bring the database online; the next run reads on from the same place.',
    ),
  ),
  'ident.server-strained': row('unavailable', (p: Server & { number: number; detail: string }) =>
    say(
      `${p.server} (${p.source}) has run out of memory, disk or log space (error ${p.number}).`,
      `The server said: ${p.detail}`,
      'Free what is named above on the server; the next run reads on from the same place.',
    ),
  ),
  'ident.snapshot-refused': row('config', (p: InQuery) =>
    say(
      `${p.file} asks ${p.source} for snapshot isolation, which that database does not allow.`,
      'The setting belongs to the vendor.',
      'Remove the isolation hint from the query file.',
    ),
  ),
  'ident.server-error': row('unavailable', (p: InQuery & { number: number; detail: string }) =>
    say(
      `${p.source} refused the query ${p.query} (error ${p.number}).`,
      `The server said: ${p.detail}`,
      'If it repeats, show this message to the administrator of the database.',
    ),
  ),
}
