using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>Plays a solved game as well as it can be played. For games whose documents tell all: nothing is learnt.</summary>
public sealed class BestPlayDemonstrator(IGameSolution solution) : IDemonstrator
{
    public IReadOnlyList<string> Notes => [];

    public string Choose(IEpisode episode)
    {
        var play = (GameEpisode)episode;
        var values = solution.MoveValues(play) ?? throw new ArgumentException("the game is not solved", nameof(episode));
        var best = 0;
        for (var move = 1; move < values.Count; move++)
        {
            best = values[move] > values[best] + GraphValues.Tie ? move : best;
        }

        return play.Position.MoveText(play.Table.Seat, best);
    }

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
    }

    public void Read(IReadOnlyList<string> notes)
    {
    }
}
