using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Experiments.Plans;

/// <summary>How much a plan asks for in all: single numbers may each be allowed, and their product not.</summary>
/// <param name="Trials">Seeds times streams times learners.</param>
/// <param name="Episodes">Practice of every block, and an exam of every task before the first block and after each.</param>
public sealed record PlanSize(long Trials, long Episodes)
{
    // Moves with what the player saw, in the ledger: 0.5 to 1.5 kB for each episode of the shipped families.
    private const long EpisodeBytes = 1_500;

    /// <summary>Bytes that the ledger will take, about.</summary>
    public long LedgerBytes => Episodes * EpisodeBytes;

    /// <summary>Of a plan whose numbers are in their ranges.</summary>
    public static PlanSize Of(Plan plan)
    {
        var perSeed = plan.Streams.Sum(stream => plan.PracticeUpTo(plan.Blocks) + ((plan.Blocks + 1L) * plan.Exam * stream.Count));
        return new PlanSize(
            (long)plan.Seeds * plan.Streams.Count * plan.Learners.Count,
            perSeed * plan.Learners.Count * plan.Seeds);
    }

    /// <summary>Refuses what no run could finish.</summary>
    /// <exception cref="UserErrorException">There are too many trials or episodes; the message has the figures.</exception>
    public void RefuseIfTooLarge(string plan)
    {
        Refuse(Trials, PlanRanges.TrialsMax, "trials (seeds x streams x learners)", "seeds, tasks or learners");
        Refuse(Episodes, PlanRanges.EpisodesMax, "episodes (practice and exams of every block and trial)", "practice, exam, blocks or seeds");

        void Refuse(long count, long most, string what, string remedy)
        {
            if (count > most)
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture, $"plan {plan}: comes to {count} {what}, and {most} is the most; lower {remedy}"));
            }
        }
    }
}
