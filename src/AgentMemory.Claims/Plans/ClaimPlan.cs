using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.Plans;

/// <summary>By which machinery a claim is tried.</summary>
public enum ClaimKind
{
    /// <summary>Predictions beside the exact Bayesian reader's.</summary>
    BayesGap,

    /// <summary>Dollars from counted bytes and operations.</summary>
    Price,

    /// <summary>One step for each fact, then other facts.</summary>
    Exposure,

    /// <summary>A comparison of learners, read at named pairs.</summary>
    Compare,
}

/// <summary>One claim and how it is tried: a file under <c>eval/plans/claims/</c> (schema <c>agentmemory.claim/1</c>).</summary>
public sealed record ClaimPlan
{
    private const string Schema = "agentmemory.claim/1";
    private static readonly (ClaimKind Kind, string Field)[] Kinds =
    [
        (ClaimKind.BayesGap, "bayes_gap"), (ClaimKind.Price, "price"), (ClaimKind.Exposure, "exposure"), (ClaimKind.Compare, "compare"),
    ];

    /// <summary>The file's name without its ending: the letter, or the letter with a word behind it for a larger setting.</summary>
    public required string Name { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Names the claim.</summary>
    public required string Letter { get; init; }

    /// <summary>What is claimed, one sentence.</summary>
    public required string Claim { get; init; }

    /// <summary>What running it takes, in words.</summary>
    public required string Cost { get; init; }

    /// <summary>What would settle it for the claim.</summary>
    public required string IfSo { get; init; }

    /// <summary>What would settle it against the claim.</summary>
    public required string IfNot { get; init; }

    /// <summary>The smallest difference that the plan can show, and how that is known.</summary>
    public required string Smallest { get; init; }

    /// <summary>What tries it.</summary>
    public required ClaimKind Kind { get; init; }

    /// <summary>The fields of that kind.</summary>
    public required YamlMap Settings { get; init; }

    /// <summary>Of the file's text, and of those of the files that it names, with line ends of one form; lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether it is the plan that is run by default for its letter.</summary>
    public bool IsDefault => Name == Letter;

    /// <summary>Reads a claim.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or a field is missing, unknown or out of range.</exception>
    public static ClaimPlan Read(string path)
    {
        var text = TextFile.Read(path, "claim").ReplaceLineEndings("\n");
        var map = YamlMap.Parse(path, text);
        map.Word("schema", Schema);
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        var kinds = Kinds.Where(kind => map.Has(kind.Field)).ToList();
        if (kinds.Count != 1)
        {
            throw new UserErrorException($"{path}: a claim has one of {string.Join(", ", Kinds.Select(kind => kind.Field))}, and this file {kinds.Count}");
        }

        var plan = new ClaimPlan
        {
            Name = name,
            Path = path,
            Letter = map.Text("letter"),
            Claim = map.Text("claim"),
            Cost = map.Text("cost"),
            IfSo = map.Text("if_so"),
            IfNot = map.Text("if_not"),
            Smallest = map.Text("smallest"),
            Kind = kinds[0].Kind,
            Settings = map.Child(kinds[0].Field),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
                FilesOf(kinds[0].Kind, map.Child(kinds[0].Field), System.IO.Path.GetDirectoryName(path)!)
                    .Select(file => TextFile.Read(file, "plan").ReplaceLineEndings("\n")).Prepend(text))))),
        };
        map.RefuseUnread();
        return name == plan.Letter || name.StartsWith(plan.Letter + "-", StringComparison.Ordinal)
            ? plan
            : throw map.WrongKey("letter", $"letter: {plan.Letter} is not how the file is called; name it {plan.Letter}.yaml or {plan.Letter}-long.yaml");
    }

    /// <summary>Where a compare plan that a claim names is: in the folder <c>compare</c> beside the claim.</summary>
    public string Compared(string name) => Compared(System.IO.Path.GetDirectoryName(Path)!, name);

    /// <summary>The machines that a claim of prices names, by their place from the claim's folder.</summary>
    public string HardwareFile => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Settings.Text("hardware"));

    /// <summary>All claims of a folder, by name.</summary>
    /// <exception cref="UserErrorException">The folder is not there, or one of its files cannot be used.</exception>
    public static IReadOnlyList<ClaimPlan> ReadAll(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Read)]
        : throw new UserErrorException($"folder {folder} is not there; restore it from the checkout");

    private static string Compared(string folder, string name) => System.IO.Path.Combine(folder, "compare", name + ".yaml");

    private static IEnumerable<string> FilesOf(ClaimKind kind, YamlMap settings, string folder) => kind switch
    {
        ClaimKind.Compare => settings.List("plans", node => Compared(folder, settings.Scalar("plans", node))),
        ClaimKind.Price => [System.IO.Path.Combine(folder, settings.Text("hardware"))],
        _ => [],
    };
}
