"""Words too common to be indexed: they find nothing, and their frequencies give a language away.

Function words of Belarusian, Russian, Ukrainian and English, in ordinary spelling; `search.analysis` folds
them as it folds every word. Negations are among them: a phrase is matched without them, and shown with them.
"""

BELARUSIAN = """ а або але аднак ад бо без быў была былі было быць і у ў ва з са за на над да дзе для пра праз
пры пад паміж перад пасля каля к па ж жа бы б не ні нi ды як якая які якія якое яна яно яны ён яго яе іх ім ёй
яму мы мяне мне мной нас нам намі ты цябе табе вы вас вам вамі я хто што чаго чым гэта гэты гэтая гэтыя гэтага
той тая тое тыя так такі такая таксама там тут тады калі каб ці ўсе усе ўсё ўсіх сябе сабе свой свая свае
толькі яшчэ ўжо ужо вельмі мой мая маё мае наш наша нашы ваш ваша іхні адзін адна адно
"""

RUSSIAN = """ а без бы был была были было быть в вам вас во вот все всего всех вы где да даже для до его ее ей
ему если есть еще ж же за здесь и из или им ими их к как какой какая какие когда который которая которое
которые которых кто ли либо меня мне мной может мой моя мое мои мы на над нам нами нас не него нее ней нем нет
ни них но ну о об он она они оно от по под при про с сам свой своя свои себя себе со так такой такая также там
тебя тем то тоже только том тот та те того той ты у уже хотя чем что чтобы чего эта эти это этот этого этой
этом я
"""

UKRAINIAN = """ а або але без би був була були було бути в вам вас ви від він вона воно вони всі все вже де
для до є ж же з за зі і із й його її їй йому їм їх їхній коли крім ким кого кому лише ми мене мені мною мій
моя моє мої на над нам нами нас не ні них ніж о об один одна однак отже перед під по при про проте саме свій
своя свої себе собі та так такий така також там те ти той тобі тому то тут у усі хоча хто це цей ця ці цього
цієї через чи чому що щоб я як який яка яке які якщо
"""

ENGLISH = """ a about after all also am an and any are as at be because been before being but by can could did
do does done for from had has have having he her here hers him his how i if in into is it its itself just me
more most my myself no nor not now of off on once only or other our ours out over own same she should so some
such than that the their theirs them then there these they this those through to too under until up very was
we were what when where which while who whom why will with would you your yours
"""

STOP_WORDS = frozenset(f"{BELARUSIAN} {RUSSIAN} {UKRAINIAN} {ENGLISH}".split())
"""All of them, before folding."""
