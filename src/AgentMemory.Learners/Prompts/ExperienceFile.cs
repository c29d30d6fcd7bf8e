using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Prompts;

/// <summary>The episodes of an artifact, <c>experience.jsonl</c>, oldest first.</summary>
internal static class ExperienceFile
{
    private const string Name = "experience.jsonl";

    public static IReadOnlyList<EpisodeRecord> Read(Artifact? artifact) =>
        artifact is null ? [] : EpisodeJson.ReadFile(artifact.PathOf(Name));

    public static void Write(string folder, IEnumerable<EpisodeRecord> episodes) =>
        EpisodeJson.WriteFile(Path.Combine(folder, Name), episodes);
}
