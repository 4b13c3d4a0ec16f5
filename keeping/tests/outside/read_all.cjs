// Reads every table of a data package with `datapackage` (npm) and prints its rows as JSON, a line for each table:
// node read_all.cjs FOLDER. Exit status 1, and the reason, where one cannot be read.
const {Package} = require('datapackage')

async function main(folder) {
  const described = await Package.load(`${folder}/datapackage.json`, {basePath: folder})
  if (!described.valid) throw new Error(described.errors.join('; '))
  for (const resource of described.resources) {
    const rows = await resource.read({keyed: true}).catch(error => {
      throw new Error(`${resource.name}: ${[error, ...(error.errors || [])].map(each => each.message).join('; ')}`)
    })
    process.stdout.write(JSON.stringify([resource.name, rows]) + '\n')
  }
}

main(process.argv[2]).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
