/** Tests take nothing from the environment: what is in it for the SDK is taken out before a test begins. */

delete process.env['EDGEGAP_TOKEN']
delete process.env['EDGEGAP_BASE_URL']
delete process.env['EDGEGAP_LOG']
