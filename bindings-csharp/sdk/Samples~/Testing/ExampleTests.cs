using Edgegap.Sdk;
using Edgegap.Sdk.Testing;
using NUnit.Framework;

public class ExampleTests : EmulatorFixture
{
    [Test]
    public void ALostResponseDoesNotDuplicateAnApplication()
    {
        Emulator.Inject(Fault.Reset("applications.create").After().Times(1)); // created, response lost
        var body = new NewApplication { Name = "my-game", IsActive = true, Image = Image.None };
        Run(() => Client.Applications.CreateAsync(body));
        Assert.AreEqual(1, Run(() => Client.Applications.List().ToListAsync()).Count);
    }
}
