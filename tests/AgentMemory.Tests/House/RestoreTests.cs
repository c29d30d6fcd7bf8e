using System.Diagnostics;
using System.Text.Json;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>
/// What AgentMemoryBackend and AgentMemoryTraining choose, by evaluating the project and restoring nothing: the packages for CUDA are
/// asked for by name alone here.
/// </summary>
public sealed class RestoreTests
{
    private const string Cpu = "libtorch-cpu-";
    private const string Cuda = "libtorch-cuda-12.8-";

    [Theory]
    [InlineData(null, null, Cpu)]
    [InlineData("cpu", "torch", Cpu)]
    [InlineData("cuda12", "torch", Cuda)]
    [InlineData("cpu", "none", null)]
    [InlineData("cuda12", "none", null)]
    public async Task The_properties_choose_one_package_of_libtorch_or_none(string? backend, string? training, string? begin)
    {
        var packages = await Packages("AgentMemory.Training", ("AgentMemoryBackend", backend), ("AgentMemoryTraining", training));
        Assert.Contains("TorchSharp", packages);
        var native = packages.Where(package => package.StartsWith("libtorch", StringComparison.Ordinal)).ToList();
        if (begin is null || (begin == Cuda && OperatingSystem.IsMacOS()))
        {
            Assert.Empty(native);
        }
        else
        {
            Assert.StartsWith(begin, Assert.Single(native), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("cpu", false)]
    [InlineData("cuda12", true)]
    public async Task The_property_adds_the_cuda_files_of_inference(string backend, bool cuda)
    {
        // The files for the processor stay: what CUDA does not compute runs there.
        var packages = await Packages("AgentMemory.Inference", ("AgentMemoryBackend", backend));
        Assert.Contains("LLamaSharp.Backend.Cpu", packages);
        Assert.Equal(cuda, packages.Contains("LLamaSharp.Backend.Cuda12"));
    }

    [Theory]
    [InlineData("AgentMemoryBackend", "cuda13", "error : AgentMemoryBackend is \"cuda13\"; set it to cpu or cuda12")]
    [InlineData("AgentMemoryTraining", "Torch!", "error : AgentMemoryTraining is \"Torch!\"; set it to torch or none")]
    public async Task Another_value_is_one_error_before_anything_is_restored(string property, string value, string error)
    {
        // What a restore runs first.
        var (code, output) = await MsBuild("AgentMemory.Training", [(property, value)], "-target:CollectPackageReferences", "-verbosity:quiet");
        Assert.NotEqual(0, code);
        Assert.Contains(error, Assert.Single(output.Split('\n'), line => line.Contains("error", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static async Task<List<string>> Packages(string project, params (string Name, string? Value)[] properties)
    {
        var (code, output) = await MsBuild(project, properties, "-getItem:PackageReference");
        Assert.True(code == 0, output);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)];
    }

    // The properties come from the environment, which is the way that a start script passes on.
    private static async Task<(int Code, string Output)> MsBuild(string project, (string Name, string? Value)[] properties, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", "-nologo", "-nodeReuse:false", .. arguments])
        {
            WorkingDirectory = RepositoryFiles.Path("src", project),
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in properties)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
