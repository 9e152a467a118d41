// Makes calls with the installed package, on the emulator that it contains.

using System;
using System.Threading.Tasks;
using Edgegap.Sdk;
using Edgegap.Sdk.Models;

internal static class Program
{
    private static async Task Main()
    {
        using (Emulator emulator = await Emulator.StartAsync())
        using (EdgegapClient client = emulator.Client())
        {
            var application = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
            await client.Applications.CreateAsync(application);
            try
            {
                await client.Applications.CreateAsync(application);
                throw new InvalidOperationException("a name was taken twice");
            }
            catch (ConflictException)
            {
            }
            Console.WriteLine((await client.Applications.GetAsync("my-game")).Name + " exists");
        }
    }
}
