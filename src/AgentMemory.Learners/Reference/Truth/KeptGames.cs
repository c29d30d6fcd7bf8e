using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>A study that keeps every game and does nothing else.</summary>
internal static class KeptGames
{
    public static Learned Study(StudyRequest request)
    {
        ExperienceFile.Write(request.Folder, [.. ExperienceFile.Read(request.Before), .. request.Experience]);
        return new Learned(Artifact.Of(request.Folder), Cost.None, []);
    }
}
