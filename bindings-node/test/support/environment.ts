/** Tests take nothing from the environment: what is in it for the SDK is taken out before a test begins. */

for (const name of ['EDGEGAP_TOKEN', 'EDGEGAP_BASE_URL', 'EDGEGAP_LOG']) delete process.env[name]
