// What all sides ask for.

export const APP = 'bench'
export const PAGE = 100

/** What a create sends. */
export const BODY = {
  name: 'v1',
  docker_repository: 'registry.edgegap.com',
  docker_image: 'my-studio/space-arena',
  docker_tag: 'b42',
  private_username: 'robot$my-studio',
  private_token: 'example',
  req_cpu: 1024,
  req_memory: 2048,
  max_duration: 120,
  ports: [
    { port: 7777, protocol: 'UDP', name: 'game' },
    { port: 8080, protocol: 'HTTP', name: 'status' },
  ],
  envs: Array.from({ length: 4 }, (_, index) => ({ key: `SETTING_${index}`, value: 'x'.repeat(60) })),
}

const PATH = `/v1/app/${APP}`
export const PATHS = { get: PATH, create: `${PATH}/version`, list: `${PATH}/versions?page=1&limit=${PAGE}` }

export const headers = (token) => ({ authorization: `token ${token}`, accept: 'application/json' })
